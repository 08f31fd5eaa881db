"""The pages: server-rendered, by audience; what they are made of lies here, what they say in the rooms below."""
