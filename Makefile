# The commands of the portal. What they do is written in ./portal, which also works without make.

.PHONY: run test bench proof setup

run:
	@./portal run

test:
	@./portal test

bench:
	@./portal bench

proof:
	@./portal proof

setup:
	@./portal setup
