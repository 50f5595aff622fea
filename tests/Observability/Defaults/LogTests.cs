using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.Logs;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

[Collection(ServicesInTurn.Name)]
public sealed class LogTests
{
    [Fact]
    public void A_log_line_is_one_JSON_object_with_trace_ids()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Write(LogLevel.Warning, "Job {JobId} of {Queue}\nis late", exception: null, scope: new() { ["RequestId"] = "r-1", ["TenantName"] = "x", ["RequestPath"] = "/secret" }, ("JobId", 17), ("Queue", "short"), ("Attempt", 2));
        line.ShouldEndWith("}\n");
        line.Count(c => c == '\n').ShouldBe(1);
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        root.GetProperty("timestamp").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        root.GetProperty("level").GetString().ShouldBe("WARN");
        root.GetProperty("service").GetString().ShouldBe("tested");
        root.GetProperty("component").GetString().ShouldBe("Tests");
        root.GetProperty("message").GetString().ShouldBe("Job {JobId} of {Queue}\nis late");
        root.GetProperty("event_id").GetInt32().ShouldBe(7);
        root.GetProperty("trace_id").GetString().ShouldBe(activity.TraceId.ToHexString());
        root.GetProperty("span_id").GetString().ShouldBe(activity.SpanId.ToHexString());
        root.GetProperty("request_id").GetString().ShouldBe("r-1");
        root.GetProperty("job_id").GetInt32().ShouldBe(17);
        root.GetProperty("queue").GetString().ShouldBe("short");
        root.GetProperty("details").GetProperty("attempt").GetInt32().ShouldBe(2);
        root.GetProperty("details").GetProperty("tenant_name").GetString().ShouldBe("x");
        line.ShouldNotContain("/secret");
    }

    [Theory]
    [InlineData(LogLevel.Trace, "DEBUG")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARN")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "CRITICAL")]
    public void Levels_have_the_documented_names(LogLevel level, string name)
    {
        using var json = JsonDocument.Parse(Write(level, "x"));
        json.RootElement.GetProperty("level").GetString().ShouldBe(name);
    }

    [Theory]
    [InlineData("Password=hunter2;Host=x")]
    [InlineData("connecting to amqp://user:hunter2@host:5672/")]
    [InlineData("Authorization: Bearer hunter2hunter2")]
    [InlineData("refused BASIC hunter2hunter2")]
    [InlineData("refused bearer hunter2hunter2")]
    [InlineData("API-Key=hunter2 and PASSWD = hunter2")]
    [InlineData("api_key=hunter2&x=1")]
    [InlineData("{\"refresh_token\":\"hunter2\"}")]
    [InlineData("x-api-key: hunter2")]
    [InlineData("mail from hunter2@example.org arrived")]
    public void Secrets_in_messages_and_exceptions_are_masked(string text)
    {
        var line = Write(LogLevel.Error, text, new InvalidOperationException(text, new IOException(text)), scope: null, ("Text", text));
        line.ShouldNotContain("hunter2");
        line.ShouldContain(Redaction.Mask);
    }

    [Theory]
    [InlineData("Password")]
    [InlineData("refresh_token")]
    [InlineData("ApiKey")]
    [InlineData("api-key")]
    [InlineData("ConnectionString")]
    [InlineData("Authorization")]
    [InlineData("Email")]
    [InlineData("SetCookie")]
    public void Values_named_like_a_secret_are_masked(string name) =>
        Write(LogLevel.Information, "with hunter2 in it", null, null, (name, "hunter2")).ShouldNotContain("hunter2");

    [Theory]
    [InlineData("Job 017 finished after 3 s: 2 parts.")]
    [InlineData("http://127.0.0.1:8000/api/v1/jobs?state=running")]
    [InlineData("Connected to RabbitMQ at 127.0.0.1:5672.")]
    public void Plain_text_is_not_changed(string text) => Redaction.Clean(text).ShouldBe(text);

    [Fact]
    public async Task The_log_format_does_not_depend_on_the_environment()
    {
        await using var service = await DefaultService.StartAsync(new() { ["Logging:Console:FormatterName"] = "simple" });
        service.App.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName.ShouldBe(JsonLineFormatter.FormatterName);
    }

    private static string Write(
        LogLevel level,
        string message,
        Exception? exception = null,
        Dictionary<string, object?>? scope = null,
        params (string Key, object? Value)[] values)
    {
        var formatter = new JsonLineFormatter(
            new ServiceIdentity("tested", "1.0", "production"),
            TimeProvider.System,
            new HostingEnvironment { EnvironmentName = Environments.Production });
        var scopes = new LoggerExternalScopeProvider();
        using var pushed = scope is null ? null : scopes.Push(scope);
        using var output = new StringWriter();
        IReadOnlyList<KeyValuePair<string, object?>> state = [.. values.Select(value => KeyValuePair.Create(value.Key, value.Value)), new("{OriginalFormat}", message)];
        formatter.Write(new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Tests", new EventId(7), state, exception, (_, _) => message), scopes, output);
        return output.ToString();
    }
}
