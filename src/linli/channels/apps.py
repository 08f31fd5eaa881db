from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Opens the ways out when the house starts."""

    name = "linli.channels"
    label = "channels"

    def ready(self) -> None:
        """Register the senders at the gate of notices, which stands below and knows none of them."""
        from linli.appeals.queries import rows
        from linli.channels import adapting, events, senders

        rows.say(events.OF_CASES)
        senders.register_all()
        adapting.register_all()
