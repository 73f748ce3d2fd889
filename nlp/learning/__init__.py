"""How the shipped model is made: labelled passages, the network, training, shipping, calibration.

Needs the extra `train`; reading does not need any of it.
"""
