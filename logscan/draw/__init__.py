"""Pictures of a case as SVG text: static, without script or colour alone, from plain values; they know neither page nor notebook."""
