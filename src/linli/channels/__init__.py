"""Outside systems: connections, the ledger of exchanges (ADR 0033, 0037), and the ways out: e-mail, SMS, robots."""
