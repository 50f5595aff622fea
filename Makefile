# run     starts the platform                      test  runs the tests and ends with one line of totals
# bench   measures it (ARGS="…" is handed on)      format  applies the code style
# load    sends traffic of every kind to a running platform (ARGS="--rate 20 --seconds 60 --faults")
# alerts  breaks a platform of its own in several ways and waits for the alerts (TIMES=shipped: by the rules' own times, half an hour)
# screenshots  takes the pictures of the operators' pages in docs/images
# chaos   kills services and the database under load, takes broker and cache away for a minute, kills the worker of a 30-minute recording
.PHONY: run test bench load alerts screenshots chaos format

run:
	@eng/install-programs run
	@eng/build-app && exec dotnet run --no-build --project AppHost -- $(ARGS)

test:
	@eng/install-programs test
	@exec eng/run-tests $(ARGS)

bench:
	@eng/install-programs bench
	@exec dotnet run --configuration Release --project tests/Benchmarks -- $(ARGS)

load:
	@exec dotnet run --project tests/Load -- $(ARGS)

alerts:
	@eng/install-programs test
	@ALERTS_ALL=yes ALERTS_TIMES=$(TIMES) exec dotnet test tests/EndToEnd --nologo \
		--filter 'FullyQualifiedName~Alerting' --logger 'console;verbosity=detailed' $(ARGS)

screenshots:
	@eng/install-programs test
	@SCREENSHOTS=yes exec dotnet test tests/EndToEnd --nologo --filter 'FullyQualifiedName~ScreenshotTests' $(ARGS)

chaos:
	@eng/install-programs test
	@CHAOS_OUTAGE_SECONDS=60 CAPTIONS_MINUTES=30 exec dotnet test tests/EndToEnd --nologo \
		--filter 'FullyQualifiedName~Chaos|FullyQualifiedName~A_long_recording' --logger 'console;verbosity=normal' $(ARGS)

format:
	@dotnet format Platform.sln
