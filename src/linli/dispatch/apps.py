from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "linli.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linli.dispatch.actions import undoing
        from linli.dispatch.queries import clocks, sayings

        clocks.bring()
        sayings.bring()
        undoing.bring()
