"""What goes around the model as placeholders: quantities, names, places, festivals and foreign words."""
