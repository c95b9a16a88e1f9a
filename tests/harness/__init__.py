"""What the suite adds to pytest: families of cases, no leftovers, and failures that say whom they concern."""
