"""Dispatch: work orders - who handles an appeal, at which level, in which way, with what evidence."""
