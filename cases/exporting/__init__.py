"""What an export says, in each of its forms. Nothing here writes or decides who may."""
