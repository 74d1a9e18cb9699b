"""意识形态责任制: what the organisation does, never what anybody thinks; 学习强国 as shares of branches."""
