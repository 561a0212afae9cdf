"""What a case costs and who pays: lines, unit costs, tables that add up, what-if, the same cost in two cases."""
