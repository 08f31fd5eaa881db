from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Lets timelines of cases say what they led to."""

    name = "linli.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how this room's facts about a case read."""
        from linli.appeals.queries import rows
        from linli.journeys import events

        rows.say(events.OF_CASES)
