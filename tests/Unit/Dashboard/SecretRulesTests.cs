using Aspire.Dashboard.Resources;
using Shouldly;
using Xunit;

namespace Platform.Unit.Dashboard;

public sealed class SecretRulesTests
{
    [Theory]
    [InlineData("PGPASSWORD", "x", true)]
    [InlineData("ConnectionStrings__messaging", "amqp://localhost:5672", true)]
    [InlineData("MESSAGING_URI", "amqp://guest:secret@localhost:5672", true)]
    [InlineData("POSTGRES_OPTIONS", "Host=x;Password=y", true)]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=1", true)]
    [InlineData("Storage__S3__SecretKey", "x", true)]
    [InlineData("Jwt__SigningKey", "x", true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318", false)]
    [InlineData("ASPNETCORE_URLS", "http://localhost:8000", false)]
    [InlineData("services__job-manager__http__0", "http://localhost:45020", false)]
    [InlineData("MESSAGING_USERNAME", "guest", false)]
    public void Values_that_look_like_a_credential_are_masked(string name, string value, bool isSecret)
    {
        var view = EnvironmentView.Of(new ResourceEnvironmentVariable(name, value));

        view.IsSecret.ShouldBe(isSecret);
        view.Value.ShouldBe(isSecret ? null : value);
    }

    [Fact]
    public void What_the_host_calls_secret_is_masked() =>
        EnvironmentView.Of(new ResourceEnvironmentVariable("COLOUR", "blue", IsSecret: true)).Value.ShouldBeNull();
}
