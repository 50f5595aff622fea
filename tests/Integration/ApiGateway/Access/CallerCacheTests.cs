using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Access;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Measures;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Access;

[Collection(GatewayCollection.Name)]
public sealed class CallerCacheTests(GatewayFixture gateway)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_comes_after_a_revocation_does_not_get_the_answer_of_a_look_up_before_it()
    {
        var user = await gateway.SignUpAsync();
        using var made = await user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "robot" });
        var created = (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!;
        var key = created.Key!;
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var callers = new CallerCache(
            gateway.Services.GetRequiredService<CredentialValidator>(), gateway.Services.GetRequiredService<Revocations>(), new CacheMetrics(meters, TimeProvider.System), TimeProvider.System);

        // The look-up has its answer, and is held before it ends.
        var isFound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goesOn = new ManualResetEventSlim();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags[0].Value is "set" && isFound.TrySetResult())
            {
                goesOn.Wait(s_patience);
            }
        });
        listener.Start();
        var before = callers.ValidateAsync(key, CredentialKind.ApiKey, CancellationToken.None).AsTask();
        await isFound.Task.WaitAsync(s_patience);

        (await user.Client.DeleteAsync($"/api/v1/api-keys/{created.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var after = callers.ValidateAsync(key, CredentialKind.ApiKey, CancellationToken.None).AsTask();
        goesOn.Set();

        (await after).Caller.ShouldBeNull();
        (await before).Caller.ShouldBeNull();
        callers.TryGet(key).ShouldNotBeNull().Caller.ShouldBeNull();
    }
}
