"""What other systems are told, by webhooks: subscriptions of system keys, signed deliveries, tries, the dead list."""
