"""What a picture of a chart is made of, and the strokes it is drawn with."""
