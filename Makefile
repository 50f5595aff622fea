# run     starts the platform                      test  runs the tests and ends with one line of totals
# test-long  runs the tests that test leaves out because they take long to prove a finer point
# bench   measures it (ARGS="…" is handed on)      format  applies the code style; check-format only reads the sources, and fails where they differ
# accuracy  prints how much of real recordings is recognised wrongly, how far words are from the voice, and what is heard in noise (ONLY=librivox)
# load    sends traffic of every kind to a running platform (ARGS="--rate 20 --seconds 60 --faults")
# fuzz    sends a platform of its own all that a caller could think of (SEED=2 REQUESTS=20000, or MINUTES=30; ONLY=123 sends that request
#         alone); one that runs with TARGET=http://localhost:8000 (PAGE=http://localhost:8080 OPERATOR=e-mail:password)
# attack  has one user do at once all that could harm others, on a platform of its own, while another submits 50 jobs a second (MINUTES=10;
#         COLD=yes: as soon as the platform is ready, without other work before)
# alerts  breaks a platform of its own in several ways and waits for the alerts (TIMES=shipped: by the rules' own times, half an hour)
# model   fetches another model of speech recognition into models/ (NAME=small: one of models/pins; any other with URL=… SHA256=…)
# slo     makes rules, their cases, a dashboard and the gateway's data of deploy/slo.yaml
# screenshots  takes the pictures of the operators' pages and of the studio in docs/images
# test-containers  runs the platform and the integration tests on servers in containers: a Docker engine's, or podman's, which is installed
# test-compose  starts the core compose file by podman-compose with images made here, uses it, and kills each container once
# test-kubernetes  lints, renders and installs the charts in a control plane whose nodes only pretend to run pods, where there is one
# upgrade  runs the version before (the newest tag, or UPGRADE_FROM=COMMIT) under load and replaces each service by this version, and back
# images  makes images of all services as archives in .local/images (ARGS="Worker" for one)      charts  makes the charts in .local/charts
# backup  writes an encrypted archive of the platform that runs (PASSPHRASE_FILE=…), backup-verify reads one again (FILE=…, or the newest)
# restore  restores an archive (FILE=… PASSPHRASE_FILE=…) into an empty platform, or instead of what is in it (REPLACE=yes)
# clean-up  deletes old logs and temporary files, and says what was freed (LOOK=yes deletes nothing)
# ages    says until when certificates are valid (ARGS="--Ages:Certificates:0=tls.crt"), dependency-ages which packages have newer versions
# chaos   kills services and the database under load, takes broker and cache away for a minute, kills the worker of a 30-minute recording, and two
#         of the four that recognise one recording together
.PHONY: run test test-long test-containers test-compose test-kubernetes upgrade images charts backup backup-verify restore clean-up ages dependency-ages \
	bench accuracy load fuzz attack alerts slo screenshots chaos model format check-format

# Platforms that are started to be measured or broken run the same code as in make test (docs/decisions/0165).
fuzz attack alerts screenshots chaos upgrade: export PrecompileOwn = true

run:
	@eng/install-programs run
	@eng/build-app && exec dotnet run --no-build --project AppHost -- $(ARGS)

test:
	@eng/install-programs test
	@exec eng/run-tests $(ARGS)

test-long:
	@eng/install-programs test
	@exec eng/run-tests --long $(ARGS)

test-containers:
	@eng/install-programs test-containers
	@exec eng/test-containers $(ARGS)

test-compose:
	@eng/install-programs test-compose
	@exec eng/test-compose

test-kubernetes:
	@exec eng/test-kubernetes

upgrade:
	@eng/install-programs test
	@before=$$(eng/build-before $(UPGRADE_FROM)) || exit $$?; [ -z "$$before" ] || UPGRADE_BEFORE=$$before exec dotnet test tests/EndToEnd --nologo \
		--filter 'FullyQualifiedName~UpgradeTests' --logger 'console;verbosity=detailed' $(ARGS)

images:
	@exec eng/publish-images $(ARGS)

charts:
	@exec eng/make-charts

# Where the platform that was started last has its data.
maintenance = dotnet run --project Maintenance -- $(if $(wildcard .local/maintenance.json),--SettingsFile=.local/maintenance.json) \
	$(if $(PASSPHRASE_FILE),--Backups:PassphraseFile=$(PASSPHRASE_FILE)) $(ARGS)

backup:
	@exec $(maintenance) backup

backup-verify:
	@exec $(maintenance) verify $(FILE)

restore:
	@exec $(maintenance) restore $(FILE) $(if $(REPLACE),replace)

clean-up:
	@exec $(maintenance) clean-up $(if $(LOOK),look)

ages:
	@exec $(maintenance) ages

dependency-ages:
	@exec eng/dependency-ages

bench:
	@eng/install-programs bench
	@exec dotnet run --configuration Release --project tests/Benchmarks -- $(ARGS)

accuracy:
	@eng/install-programs accuracy
	@dotnet build Recogniser --configuration Release --nologo --verbosity quiet
	@exec dotnet run --configuration Release --project tests/Accuracy -- $(if $(ONLY),--only $(ONLY)) $(ARGS)

load:
	@exec dotnet run --project tests/Load -- $(ARGS)

fuzz:
ifdef TARGET
	@exec dotnet run --project tests/Fuzz -- --api $(TARGET) $(if $(PAGE),--page $(PAGE)) $(if $(OPERATOR),--operator '$(OPERATOR)') \
		$(if $(SEED),--seed $(SEED)) $(if $(REQUESTS),--requests $(REQUESTS)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(ONLY),--only $(ONLY))
else
	@eng/install-programs test
	@echo 'How it goes: .local/fuzz/log.txt'
	@FUZZ_SEED=$(SEED) FUZZ_REQUESTS=$(or $(REQUESTS),3000) FUZZ_MINUTES=$(MINUTES) FUZZ_ONLY=$(ONLY) exec dotnet test tests/EndToEnd --nologo \
		--filter 'FullyQualifiedName~FuzzTests' --logger 'console;verbosity=detailed'
endif

attack:
	@eng/install-programs test
	@umask 077 && mkdir -p .local/attack && : > .local/attack/log.txt
	@tail -n +1 -F .local/attack/log.txt 2> /dev/null & trap "kill $$!" EXIT; \
		ATTACK_SECONDS=$$(( $(or $(MINUTES),10) * 60 )) ATTACK_COLD=$(COLD) dotnet test tests/EndToEnd --nologo --filter 'FullyQualifiedName~AttackTests' --logger 'console;verbosity=normal'

alerts:
	@eng/install-programs test
	@ALERTS_ALL=yes ALERTS_TIMES=$(TIMES) exec dotnet test tests/EndToEnd --nologo \
		--filter 'FullyQualifiedName~Alerting' --logger 'console;verbosity=detailed' $(ARGS)
	@ALERTS_ALL=yes exec dotnet test tests/Observability --nologo --filter 'FullyQualifiedName~OwnSeriesTests' $(ARGS)

slo:
	@exec dotnet run --project Objectives -- .

screenshots:
	@eng/install-programs test
	@SCREENSHOTS=yes exec dotnet test tests/EndToEnd --nologo --filter 'FullyQualifiedName~ScreenshotTests' $(ARGS)

chaos:
	@eng/install-programs test
	@CHAOS_OUTAGE_SECONDS=60 dotnet test tests/EndToEnd --nologo \
		--filter 'FullyQualifiedName~Chaos|FullyQualifiedName~FaultLoad' --logger 'console;verbosity=normal' $(ARGS)
	@CAPTIONS_MINUTES=30 exec dotnet test tests/EndToEnd --nologo --filter 'FullyQualifiedName~A_long_recording|FullyQualifiedName~SpreadTests' \
		--logger 'console;verbosity=normal' $(ARGS)

model:
	@exec eng/fetch-model '$(NAME)' '$(URL)' '$(SHA256)'

format:
	@dotnet format Platform.sln

check-format:
	@dotnet format whitespace . --folder --verify-no-changes
