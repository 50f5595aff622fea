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
        await OneAtATimeAsync(() => $"/import?user={many}", $"/import?user={other}");
    }

    [Fact]
    public async Task All_who_have_links_of_a_user_have_one_turn_and_it_is_not_the_users()
    {
        var owner = Guid.CreateVersion7();
        await OneAtATimeAsync(() => $"/import?user={owner}&link={Guid.CreateVersion7()}", $"/import?user={owner}");
    }

    private static async Task OneAtATimeAsync(Func<string> many, string other)
    {
        var begun = new ConcurrentQueue<string>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await LocalWebApp.StartAsync(
            web =>
            {
                web.UseMiddleware<ProblemMiddleware>();
                web.Use((context, next) =>
                {
                    Guid? link = Guid.TryParse(context.Request.Query["link"].ToString(), out var id) ? id : null;
                    context.User = new Caller(Guid.Parse(context.Request.Query["user"].ToString()), "", false, null, link, [], "test")
                    {
                        Link = link is null ? null : new LinkGrant(Guid.Empty, MayEdit: true),
                    };
                    return next(context);
                });
                web.MapPost("/import", async (HttpContext context) =>
                {
                    begun.Enqueue(context.Request.Path + context.Request.QueryString);
                    await gate.Task;
                    return Results.Ok();
                }).AddEndpointFilter<ImportLimit>();
            },
            builder => builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LastFault>());

        // One more than may run and wait: which of them is refused is not decided.
        var imports = Enumerable.Range(0, ImportLimit.MaxWaiting + 2).Select(_ => app.Client.PostAsync(many(), null)).ToList();
        var refused = await Task.WhenAny(imports);
        (await refused).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        var free = app.Client.PostAsync(other, null);
        await Eventually.BecomesTrueAsync(() => begun.Contains(other) && begun.Any(import => import != other));
        begun.Count(import => import != other).ShouldBe(1);

        gate.SetResult();
        imports.Remove(refused);
        (await Task.WhenAll(imports.Append(free))).ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
    }
}
