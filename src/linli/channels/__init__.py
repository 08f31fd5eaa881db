"""The mouths beside the web: files of the hotline and of patrols in, e-mail and short messages out."""
