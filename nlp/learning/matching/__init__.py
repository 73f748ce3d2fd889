"""How the shipped matcher is made: bullpens with needs, the network, training, shipping, the weights of the factors.

Needs the extra `train`; matching does not need any of it.
"""
