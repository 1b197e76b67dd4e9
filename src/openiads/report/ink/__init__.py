"""What everything printed shares: colours, hatches, SVG, pages, tables, style sheets."""
