using System.Net;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Platform.Frontend.Elements;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

/// <summary>Loading, failing, empty and there are four things, for every part of the page that loads by itself.</summary>
public sealed class LoadingTests
{
    public static TheoryData<string> Parts => [.. LoadingPart.All.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_part_shows_loading_empty_and_loaded_states(string name)
    {
        var part = LoadingPart.All[name];
        await using var page = new PageContext();
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Gateway.Waits(part.Path, answer.Task);
        var shown = part.Render(page);
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(part.Path).ShouldBe(1));
        Troubles(shown).ShouldBeEmpty();
        IsEmpty(part, shown).ShouldBeFalse();
        IsThere(part, shown).ShouldBeFalse();
        if (part.Nothing is not null)
        {
            answer.SetResult(part.Nothing);
            await shown.WaitForAssertionAsync(() => IsEmpty(part, shown).ShouldBeTrue());
            IsThere(part, shown).ShouldBeFalse();
        }
        else
        {
            answer.SetResult(part.Something);
            await shown.WaitForAssertionAsync(() => IsThere(part, shown).ShouldBe(part.Shown.Length > 0));
        }

        Troubles(shown).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_failed_part_shows_the_reason_and_can_be_reloaded(string name)
    {
        var part = LoadingPart.All[name];
        foreach (var (fail, says) in Failures(part.Path))
        {
            await using var page = new PageContext();
            fail(page.Gateway);
            var shown = part.Render(page);
            await shown.WaitForAssertionAsync(() => Troubles(shown).ShouldHaveSingleItem());
            if (Troubles(shown).Single() is not { } trouble || trouble.QuerySelector("button") is null)
            {
                throw new InvalidOperationException($"{name}: {says} offers nothing");
            }

            trouble.QuerySelector("[role=alert]")!.TextContent.ShouldContain(says, customMessage: name);
            IsEmpty(part, shown).ShouldBeFalse($"{name}: {says}");
            IsThere(part, shown).ShouldBeFalse($"{name}: {says}");

            var before = page.Gateway.Asked.Count;
            page.Gateway.Says(part.Path, part.Something);
            await shown.InvokeAsync(() => trouble.QuerySelector("button")!.Click());
            await shown.WaitForAssertionAsync(() => Troubles(shown).ShouldBeEmpty($"{name}: {says}"));
            IsThere(part, shown).ShouldBe(part.Shown.Length > 0, $"{name}: {says}");
            page.Gateway.Asked.Skip(before).First().ShouldBe(part.Path, "only what failed is loaded again");
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_failed_reload_keeps_earlier_content_and_is_not_shown_as_empty(string name)
    {
        var part = LoadingPart.All[name];
        if (part.Shown.Length == 0)
        {
            return;
        }

        await using var page = new PageContext();
        foreach (var was in (string?[])[part.Nothing, part.Something])
        {
            if (was is null)
            {
                continue;
            }

            page.Gateway.Says(part.Path, was);
            var shown = part.Render(page);
            await shown.WaitForAssertionAsync(() => (IsEmpty(part, shown) || IsThere(part, shown)).ShouldBeTrue());
            page.Gateway.Says(part.Path, HttpStatusCode.ServiceUnavailable, "{}");
            var loading = shown.Instance as LiveComponent ?? shown.FindComponents<JobView>().Single().Instance;
            await shown.InvokeAsync(loading.LoadAsync);
            shown.Render();
            await shown.WaitForAssertionAsync(() => Troubles(shown).ShouldNotBeEmpty());
            IsEmpty(part, shown).ShouldBeFalse();
            IsThere(part, shown).ShouldBe(was == part.Something);
        }
    }

    private static IEnumerable<(Action<ScriptedGateway> Fail, string Says)> Failures(string path) =>
    [
        (gateway => gateway.IsAway(path), Words.GatewayAwayTitle),
        (gateway => gateway.Says(path, HttpStatusCode.ServiceUnavailable, """{"detail":"Prometheus is away."}"""), "Prometheus is away."),
        (gateway => gateway.Says(path, HttpStatusCode.BadGateway, "<html>"), Words.DegradedText),
        (gateway => gateway.Says(path, HttpStatusCode.InternalServerError, """{"title":"Internal Server Error"}"""), Words.UnexpectedTitle),
        (gateway => gateway.Says(path, HttpStatusCode.TooManyRequests, "{}", retryAfterSeconds: 7), Phrase.Format(Words.TooManyWait, "7 s")),
        (gateway => gateway.Says(path, HttpStatusCode.TooManyRequests, """{"code":"quota_exceeded","detail":"There are 100 already."}"""), "There are 100 already."),
        (gateway => gateway.Says(path, HttpStatusCode.Forbidden, "{}"), Words.ForbiddenText),
        (gateway => gateway.Says(path, HttpStatusCode.BadRequest, """{"errors":{"q":["Not like this."]}}"""), "Not like this."),
        (gateway => gateway.Says(path, "no json"), Words.UnexpectedTitle),
    ];

    private static IReadOnlyList<IElement> Troubles(IRenderedComponent<IComponent> shown) => [.. shown.FindAll(".trouble").Where(trouble => trouble.QuerySelector("[role=alert]") is not null)];

    private static bool IsEmpty(LoadingPart part, IRenderedComponent<IComponent> shown) => part.Empty.Length > 0 && shown.Markup.Contains(part.Empty, StringComparison.Ordinal);

    private static bool IsThere(LoadingPart part, IRenderedComponent<IComponent> shown) => part.Shown.Length > 0 && shown.FindAll(part.Shown).Count > 0;
}
