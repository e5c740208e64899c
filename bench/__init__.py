"""What is measured, against whom, and how to repeat it: `./wucai bench NAME`. See bench/README.md."""
