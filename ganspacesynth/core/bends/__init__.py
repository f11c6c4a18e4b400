"""What is done to a layer's activation on its way through a network: values, their text, and the arrays that they make of arrays."""
