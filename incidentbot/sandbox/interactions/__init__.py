"""People press, type and submit: what travels to the app, and what its answer does.

triggers       three seconds in which the app may open a modal
response_urls  five words within half an hour
modals         the stack of views in front of each person, and App Home
form_state     what stands in the inputs of a view or a message
elements       finding a pressed element, and the action it sends
payloads       the shapes that travel
replies        what the app's acknowledgement does
"""
