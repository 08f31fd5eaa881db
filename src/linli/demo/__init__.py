"""The demo world: fictional people in the real streets of 市北区, made by the real actions of every room.

Streets, communities and their codes are real (Bureau of Statistics, 2023); zones, grids, geometry, estates and
people are invented and marked 示意. Source: domain-spec §18.
"""
