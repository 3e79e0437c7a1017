"""What an export says, in each of its forms. Nothing here writes, and nothing decides who may."""
