# `make help` lists the targets.
#
# Settings, as `make run ENVOY_PORT=18080`: the ports ENVOY_PORT, ENVOY_ADMIN_PORT, AUTHZ_PORT, AUTHZ_MANAGEMENT_PORT,
# IDP_PORT, USER_MGMT_PORT, COMMERCIAL_PORT, FE_SUPPORT_PORT; ENVOY, JAVA_HOME and PYTHON name other programs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
# Targets share Maven's output folders: one at a time.
.NOTPARALLEL:

# Evaluated by the recipes that need them, so that `make help` needs nothing.
jdk = JAVA_HOME=$$(./scripts/find-jdk.sh) && export JAVA_HOME
python = PYTHON=$$(./scripts/find-python.sh) && export PYTHON
built = test -e $(1) || { echo "$(1) is not there: \`make build\` makes it" >&2; exit 1; }
mvn = ./mvnw --batch-mode --no-transfer-progress

# Error Prone and protobuf still use sun.misc.Unsafe, on which JDK 25 prints warnings.
export MAVEN_OPTS += --sun-misc-unsafe-memory-access=allow

# Ports and programs set in the environment or on make's command line reach every recipe.
export PYTHON ENVOY ENVOY_PORT ENVOY_ADMIN_PORT AUTHZ_PORT AUTHZ_MANAGEMENT_PORT IDP_PORT
export USER_MGMT_PORT COMMERCIAL_PORT FE_SUPPORT_PORT

##@ Use

.PHONY: run
run: build envoy ## Build and run everything on loopback, in the foreground; Ctrl-C ends it
	@$(jdk) && $(python) && exec "$$JAVA_HOME/bin/java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
	  -jar local-stack/target/local-stack.jar run --end-with-parent

.PHONY: token
# `value`: what the user gives is data, neither make nor the shell expands it.
token: export TOKEN_SUB = $(value SUB)
token: export TOKEN_GROUPS = $(value GROUPS)
token: export TOKEN_TENANT = $(value TENANT)
token: export TOKEN_TTL = $(value TTL)
token: export TOKEN_ALG = $(value ALG)
token: export TOKEN_AUD = $(value AUD)
token: ## Print a token: SUB=alice [GROUPS=readers,writers] [TENANT=acme] [TTL=3600] [ALG=ES256]
	@./scripts/token.sh

.PHONY: authz-stop
authz-stop: ## Stop the authz-server of a running `make run`
	@$(MAKE) --no-print-directory stop P=authz-server

.PHONY: authz-start
authz-start: ## Start it again
	@$(MAKE) --no-print-directory start P=authz-server

.PHONY: stop start
stop: ## Stop a process of a running `make run`: P=commercial (or dev-idp, user-mgmt, fe-support, authz-server, envoy)
start: ## Start it again
stop start:
	@$(call built,local-stack/target/local-stack.jar)
	@$(jdk) && exec "$$JAVA_HOME/bin/java" -jar local-stack/target/local-stack.jar $@ '$(P)'

.PHONY: policies-push
policies-push: export PUSH_STORE = $(value STORE)
policies-push: export PUSH_REGION = $(value REGION)
policies-push: export PUSH_ENDPOINT = $(value ENDPOINT)
policies-push: export PUSH_DRY_RUN = $(value DRY_RUN)
policies-push: export PUSH_FINE_GRAINED = $(value FINE_GRAINED)
policies-push: ## Push the policies to a policy store: STORE=id [REGION=…] [ENDPOINT=…] [DRY_RUN=1] [FINE_GRAINED=1]
	@$(jdk) && $(mvn) --quiet -T1C package -Dmaven.test.skip=true -Dspotless.check.skip=true \
	  --projects model,policies-push --also-make && exec ./scripts/policies-push.sh

##@ Build and test

.PHONY: build
build: ## Compile, generate and package what `make run` needs, without tests and format check
	@$(jdk) && exec $(mvn) --quiet -T1C package -Dmaven.test.skip=true -Dspotless.check.skip=true \
	  --projects model,authz-server,dev-idp,services/commercial,local-stack --also-make

.PHONY: aot
aot: build ## Make the authz-server's AOT cache, with which it starts in half the time
	@$(jdk) && $(mvn) --quiet package -DskipTests --projects bench --also-make && exec ./scripts/aot-cache.sh

.PHONY: bench-start
bench-start: aot ## Measure start times against a server that decides nothing: [ROUNDS=9]
	@$(jdk) && exec ./bench/start.sh $${ROUNDS:-9}

.PHONY: test
test: test-services envoy ## Run every test: unit, golden, architecture, end to end through Envoy
	@$(jdk) && $(python) && exec $(mvn) verify

.PHONY: test-services
test-services: ## Test the Python services alone
	@$(python) && exec "$$PYTHON" -B -W error -m unittest discover --start-directory services/restjson \
	  --top-level-directory services

.PHONY: format
format: ## Format the Java sources
	@$(jdk) && exec $(mvn) --quiet spotless:apply

.PHONY: clean
clean: ## Remove what was built, not what was downloaded
	@if [ -e local-stack/target/local-stack.jar ] && $(jdk) && \
	  "$$JAVA_HOME/bin/java" -jar local-stack/target/local-stack.jar running; then \
	  echo "\`make run\` is running here: end it first" >&2; exit 1; fi
	@$(jdk) && $(mvn) --quiet clean && rm -rf .run

##@ Check

.PHONY: check-config
check-config: ## Check an authz-server configuration: [CONFIG=FILE], else that of the latest `make run`
	@$(call built,authz-server/target/authz-server.jar)
	@$(jdk) && exec "$$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow \
	  -jar authz-server/target/authz-server.jar --check-config --config "$${CONFIG:-.run/run/authz-server.yaml}"

.PHONY: grpcurl-checks
grpcurl-checks: ## Send the checks of envoy/checks to the authz-server of `make run` and compare the answers
	@$(python) && exec ./envoy/checks/run.sh

##@ Tools

.PHONY: envoy
# ENVOY=/path/to/envoy: that one, and nothing is installed.
envoy: ## Install the pinned Envoy under .tools
	@if [ -n "$$ENVOY" ]; then exec ./envoy/install.sh; fi; $(python) && exec ./envoy/install.sh

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-zA-Z0-9_-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
