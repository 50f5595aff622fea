# run     starts the platform                      test  runs every test and ends with one line of totals
# bench   measures it (ARGS="…" is handed on)      format  applies the code style
.PHONY: run test bench format

run:
	@eng/install-programs run
	@. eng/choose-packages && exec dotnet run --project AppHost -- $(ARGS)

test:
	@eng/install-programs test
	@. eng/choose-packages && exec eng/run-tests $(ARGS)

bench:
	@eng/install-programs bench
	@. eng/choose-packages && exec dotnet run --configuration Release --project tests/Benchmarks -- $(ARGS)

format:
	@dotnet format Platform.sln
