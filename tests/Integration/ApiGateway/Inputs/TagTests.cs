using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FsCheck.Fluent;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>Every tag that can be stored can be asked for, and every other one is refused with its field named.</summary>
[Collection(EdgeCollection.Name)]
public sealed class TagTests(EdgePlatform platform)
{
    private static readonly string[] s_pieces =
    [
        ",", " ", "\t", "\u00a0", "\u2028", "\"", "'", "`", "+", "%", "%2C", "%25", "&", "=", "#", "?", "/", "\\", ";", "{", "}", "[", "]", "<", ">", "|", "*", "$1", "NULL", "--",
        "a", "A", "\u00e9", "e\u0301", "\u00df", "\u0130", "\ufb01", "\u1e9b\u0323", "\u212b", "\ud83d\ude00", "\u200d", "\u202e", "\ufeff", "\u0001", "\u001f", "\u0085", "xxxxxxxxxxxxxxxxxxxxxxxx",
    ];

    [Fact]
    public async Task Every_tag_that_can_be_stored_can_be_searched()
    {
        var user = await platform.SignUpAsync();
        string[] tags = ["", " ", ",", "a,b", " x ", "a b", .. s_pieces, .. Gen.Choose(1, 5).SelectMany(count => Gen.Elements(s_pieces).ArrayOf(count)).Sample(10).Select(pieces => string.Concat(pieces))];
        var stored = new List<string>();
        foreach (var tag in tags.Distinct(StringComparer.Ordinal))
        {
            using var answer = await user.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe", tags = new[] { tag } });
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                stored.Add(tag);
                continue;
            }

            ((int)answer.StatusCode).ShouldBeOneOf(400, 422);
            (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldHaveSingleItem().ShouldBe("tags[0]", tag);
        }

        stored.ShouldContain("+");
        stored.ShouldNotContain(tag => tag.Contains(',', StringComparison.Ordinal) || string.IsNullOrWhiteSpace(tag));
        var kept = await ListAsync(user, "");
        kept.Count.ShouldBe(stored.Count);
        foreach (var tag in stored.Concat(kept.Select(job => job.Tags.Single())).Distinct(StringComparer.Ordinal))
        {
            // The same text to Unicode is the same tag.
            var alike = kept.Where(job => string.Equals(job.Tags.Single(), tag.Trim().Normalize(), StringComparison.Ordinal)).Select(job => job.Id).ToArray();
            alike.ShouldNotBeEmpty(tag);
            (await ListAsync(user, "&tag=" + Uri.EscapeDataString(tag))).Select(job => job.Id).ShouldBe(alike, $"'{tag}'");
            (await ListAsync(user, "&tag=" + WebUtility.UrlEncode(tag))).Select(job => job.Id).ShouldBe(alike, $"as a form sends '{tag}'");
            var page = await user.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs" + (JobQuery.Everything with { Tag = tag }).ToQueryString(200, null), GatewayFixture.Snake);
            page!.Items.Select(job => job.Id).ShouldBe(alike, $"as the page asks for '{tag}'");
            using var bulk = await user.PostAsJsonAsync("/api/v1/jobs/bulk", new { action = "cancel", filter = new { tags = new[] { tag } } });
            (await bulk.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("matched").GetInt32().ShouldBe(alike.Length, $"'{tag}'");
        }
    }

    private static async Task<IReadOnlyList<JobResponse>> ListAsync(HttpClient user, string filter) =>
        (await user.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs?limit=200" + filter, GatewayFixture.Snake))!.Items;
}
