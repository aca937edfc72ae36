"""What joins the layers below for one workspace: the same for pages, command line and Python."""
