"""What if: solve backwards, attribute a difference, sweep a grid."""
