"""How the model that understands replies is made: labelled replies, network, training, what its figures are worth."""
