"""What a case shows in pictures: its facts as the plain values that `logscan.draw` takes. For the page and for notebooks alike."""
