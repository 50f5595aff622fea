using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Shouldly;
using Xunit;

namespace Platform.Unit.Hosting;

/// <summary>What client libraries find in their environment, variable by variable.</summary>
public sealed class EnvironmentContractTests
{
    [Fact]
    public async Task Databases_give_the_servers_string_with_their_name_and_every_property()
    {
        await using var builder = ScratchApplication.Create("--Parameters:postgres-password=p4ss");
        var postgres = builder.AddPostgres("postgres");
        var database = postgres.AddDatabase("platform-data", "platform");
        postgres.Resource.Allocate("tcp", "localhost", 5432);

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReference(database).Resource);

        given.ShouldBe(new Dictionary<string, string>
        {
            ["ConnectionStrings__platform-data"] = "Host=localhost;Port=5432;Username=postgres;Password=p4ss;Database=platform",
            ["PLATFORM_DATA_HOST"] = "localhost",
            ["PLATFORM_DATA_PORT"] = "5432",
            ["PLATFORM_DATA_USERNAME"] = "postgres",
            ["PLATFORM_DATA_PASSWORD"] = "p4ss",
            ["PLATFORM_DATA_URI"] = "postgresql://postgres:p4ss@localhost:5432/platform",
            ["PLATFORM_DATA_JDBCCONNECTIONSTRING"] = "jdbc:postgresql://localhost:5432/platform",
            ["PLATFORM_DATA_DATABASENAME"] = "platform",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Servers_give_their_string_and_properties_under_another_name_when_asked()
    {
        await using var builder = ScratchApplication.Create("--Parameters:pg-password=p4ss");
        var postgres = builder.AddPostgres("pg", builder.AddParameter("user", "admin"));
        postgres.Resource.Allocate("tcp", "localhost", 5432);

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReference(postgres, "main").Resource);

        given.ShouldBe(new Dictionary<string, string>
        {
            ["ConnectionStrings__main"] = "Host=localhost;Port=5432;Username=admin;Password=p4ss",
            ["MAIN_HOST"] = "localhost",
            ["MAIN_PORT"] = "5432",
            ["MAIN_USERNAME"] = "admin",
            ["MAIN_PASSWORD"] = "p4ss",
            ["MAIN_URI"] = "postgresql://admin:p4ss@localhost:5432",
            ["MAIN_JDBCCONNECTIONSTRING"] = "jdbc:postgresql://localhost:5432",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Redis_gives_host_port_and_password()
    {
        await using var builder = ScratchApplication.Create("--Parameters:redis-password=s3cret");
        var redis = builder.AddRedis("redis");
        redis.Resource.Allocate("tcp", "localhost", 6379);

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReference(redis).Resource);

        given.ShouldBe(new Dictionary<string, string>
        {
            ["ConnectionStrings__redis"] = "localhost:6379,password=s3cret",
            ["REDIS_HOST"] = "localhost",
            ["REDIS_PORT"] = "6379",
            ["REDIS_PASSWORD"] = "s3cret",
            ["REDIS_URI"] = "redis://:s3cret@localhost:6379",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Rabbit_gives_an_encoded_address_without_a_trailing_slash()
    {
        await using var builder = ScratchApplication.Create("--Parameters:messaging-password=a/b c");
        var messaging = builder.AddRabbitMQ("messaging").WithManagementPlugin();
        messaging.Resource.Allocate("tcp", "localhost", 5672);
        messaging.Resource.Allocate("management", "localhost", 15672);

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReference(messaging).Resource);

        given.ShouldBe(new Dictionary<string, string>
        {
            ["ConnectionStrings__messaging"] = "amqp://guest:a%2Fb%20c@localhost:5672",
            ["MESSAGING_HOST"] = "localhost",
            ["MESSAGING_PORT"] = "5672",
            ["MESSAGING_USERNAME"] = "guest",
            ["MESSAGING_PASSWORD"] = "a/b c",
            ["MESSAGING_URI"] = "amqp://guest:a%2Fb%20c@localhost:5672",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Projects_are_found_by_name_replica_by_replica()
    {
        await using var builder = ScratchApplication.Create();
        var service = builder.AddProject("job-manager", "/nowhere/JobManager.csproj").WithReplicas(2)
            .WithHttpEndpoint()
            .WithEndpoint(scheme: "tcp", name: "side-door");
        service.Resource.Allocate("http", "localhost", 7000);
        service.Resource.Allocate("side-door", "localhost", 7100);

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReference(service).Resource);

        given.ShouldBe(new Dictionary<string, string>
        {
            ["services__job-manager__http__0"] = "http://localhost:7000",
            ["services__job-manager__http__1"] = "http://localhost:7001",
            ["services__job-manager__side-door__0"] = "tcp://localhost:7100",
            ["services__job-manager__side-door__1"] = "tcp://localhost:7101",
            ["JOB_MANAGER_HTTP"] = "http://localhost:7000",
            ["JOB_MANAGER_SIDE_DOOR"] = "tcp://localhost:7100",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Literal_addresses_keep_the_case_of_their_name()
    {
        await using var builder = ScratchApplication.Create();

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReference("Media-Host", new Uri("https://media.example")).Resource);

        given.ShouldBe(new Dictionary<string, string>
        {
            ["services__Media-Host__default__0"] = "https://media.example/",
            ["Media_Host"] = "https://media.example/",
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(ReferenceEnvironmentInjectionFlags.None, "")]
    [InlineData(ReferenceEnvironmentInjectionFlags.ConnectionString, "ConnectionStrings__redis")]
    [InlineData(ReferenceEnvironmentInjectionFlags.ConnectionProperties, "REDIS_HOST REDIS_PASSWORD REDIS_PORT REDIS_URI")]
    [InlineData(ReferenceEnvironmentInjectionFlags.ServiceDiscovery, "services__web__http__0")]
    [InlineData(ReferenceEnvironmentInjectionFlags.Endpoints, "WEB_HTTP")]
    public async Task Only_the_kinds_that_were_asked_for_are_given(ReferenceEnvironmentInjectionFlags flags, string expected)
    {
        await using var builder = ScratchApplication.Create();
        var redis = builder.AddRedis("redis");
        var web = builder.AddProject("web", "/nowhere/Web.csproj").WithHttpEndpoint();
        redis.Resource.Allocate("tcp", "localhost", 6379);
        web.Resource.Allocate("http", "localhost", 7000);

        var given = await builder.EnvironmentAsync(builder.AddShell("client", "true").WithReferenceEnvironment(flags).WithReference(redis).WithReference(web).Resource);

        string.Join(' ', given.Keys.Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public async Task Projects_are_told_where_to_listen_and_where_to_send_telemetry()
    {
        await using var builder = ScratchApplication.Create();
        var web = builder.AddProject("web", "/nowhere/Web.csproj").WithReplicas(2).WithHttpEndpoint(env: "WEB_PORT");
        web.Resource.Allocate("http", "localhost", 7000);

        var given = await builder.EnvironmentAsync(web.Resource, instance: 1, otlp: new OtlpTarget("http://localhost:4318", "k3y"));

        given.ShouldBe(new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://localhost:7001",
            ["WEB_PORT"] = "7001",
            ["LOGGING__CONSOLE__FORMATTERNAME"] = "simple",
            ["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4318",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=k3y",
            ["OTEL_SERVICE_NAME"] = "web",
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={ResourceInstances.Ids(web.Resource)[1]["web-".Length..]}",
            ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
            ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Telemetry_is_not_hurried_outside_development_and_what_the_model_says_wins()
    {
        await using var builder = ScratchApplication.Create();
        var web = builder.AddProject("web", "/nowhere/Web.csproj")
            .WithEnvironment("ASPNETCORE_URLS", "http://localhost:1")
            .WithEnvironment("OTEL_SERVICE_NAME", "mine")
            .WithHttpEndpoint();
        web.Resource.Allocate("http", "localhost", 7000);

        var given = await builder.EnvironmentAsync(web.Resource, otlp: new OtlpTarget("http://localhost:4318", null), isDevelopment: false);

        given.Keys.ShouldNotContain("OTEL_METRIC_EXPORT_INTERVAL");
        given.Keys.ShouldNotContain("OTEL_EXPORTER_OTLP_HEADERS");
        given["ASPNETCORE_URLS"].ShouldBe("http://localhost:1");
        given["OTEL_SERVICE_NAME"].ShouldBe("mine");
    }

    [Fact]
    public async Task Values_may_be_texts_parameters_endpoints_or_made_of_them()
    {
        await using var builder = ScratchApplication.Create("--Parameters:colour=blue");
        var colour = builder.AddParameter("colour");
        var redis = builder.AddRedis("redis");
        redis.Resource.Allocate("tcp", "localhost", 6379);

        var shell = builder.AddShell("client", "true")
            .WithEnvironment("TEXT", "plain")
            .WithEnvironment("NOTHING", (string?)null)
            .WithEnvironment("LATER", () => "now")
            .WithEnvironment("COLOUR", colour)
            .WithEnvironment("ADDRESS", redis.GetEndpoint("tcp"))
            .WithEnvironment("MADE", $"{colour}@{redis.Resource.Port} {{}}")
            .WithEnvironment("CONNECTION", redis.Resource.ConnectionStringExpression)
            .WithEnvironment(context => context.EnvironmentVariables["NUMBER"] = 1.5);

        var given = await builder.EnvironmentAsync(shell.Resource);

        given["TEXT"].ShouldBe("plain");
        given["NOTHING"].ShouldBe("");
        given["LATER"].ShouldBe("now");
        given["COLOUR"].ShouldBe("blue");
        given["ADDRESS"].ShouldBe("tcp://localhost:6379");
        given["MADE"].ShouldBe("blue@6379 {}");
        given["CONNECTION"].ShouldStartWith("localhost:6379,password=");
        given["NUMBER"].ShouldBe("1.5");
    }

    [Fact]
    public async Task Missing_parameter_is_named()
    {
        await using var builder = ScratchApplication.Create();
        var shell = builder.AddShell("client", "true").WithEnvironment("X", builder.AddParameter("colour"));

        var problem = await Should.ThrowAsync<DistributedApplicationException>(() => builder.EnvironmentAsync(shell.Resource));

        problem.Message.ShouldContain("Parameters:colour");
    }

    [Theory]
    [InlineData("job-manager", "job_manager")]
    [InlineData("1st", "_1st")]
    [InlineData("Ünit", "_nit")]
    public void Names_are_made_fit_for_variables(string name, string expected) => ReferenceEnvironment.Encode(name).ShouldBe(expected);
}
