"""One module or folder per vendor; they see only ports, domain and errors.

sources/  what monitors send: a foreign JSON in, alerts out
page_chart  figures as a picture, by Matplotlib
heartbeat our own heartbeat, to whoever watches us from outside
"""
