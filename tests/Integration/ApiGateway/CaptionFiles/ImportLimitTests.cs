using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.Problems;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.CaptionFiles;

public sealed class ImportLimitTests
{
    [Fact]
    public async Task A_user_imports_one_file_at_a_time_and_others_are_not_affected()
    {
        var (many, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var begun = new ConcurrentQueue<Guid>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await LocalWebApp.StartAsync(
            web =>
            {
                web.UseMiddleware<ProblemMiddleware>();
                web.Use((context, next) =>
                {
                    context.User = new Caller(Guid.Parse(context.Request.Query["user"].ToString()), "", false, null, null, [], "test");
                    return next(context);
                });
                web.MapPost("/import", async (HttpContext context) =>
                {
                    begun.Enqueue(context.Caller().UserId);
                    await gate.Task;
                    return Results.Ok();
                }).AddEndpointFilter<ImportLimit>();
            },
            builder => builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LastFault>());

        // One more than may run and wait: which of them is refused is not decided.
        var imports = Enumerable.Range(0, ImportLimit.MaxWaiting + 2).Select(_ => app.Client.PostAsync($"/import?user={many}", null)).ToList();
        var refused = await Task.WhenAny(imports);
        (await refused).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        var free = app.Client.PostAsync($"/import?user={other}", null);
        await Eventually.BecomesTrueAsync(() => begun.Contains(other) && begun.Contains(many));
        begun.Count(user => user == many).ShouldBe(1);

        gate.SetResult();
        imports.Remove(refused);
        (await Task.WhenAll(imports.Append(free))).ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
    }
}
