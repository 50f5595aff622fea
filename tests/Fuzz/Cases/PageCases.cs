using Platform.Fuzz.Drafts;
using Platform.Fuzz.Mutations;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Creates all requests to the page: every address with every error that can be in it.</summary>
internal static class PageCases
{
    private static readonly Visit s_dry = new(new Dictionary<string, string>(StringComparer.Ordinal) { ["platform-session"] = "CfDJ8", ["platform-antiforgery"] = "CfDJ8" }, "CfDJ8");

    /// <summary>Creates the requests by address, the valid one first.</summary>
    public static IReadOnlyList<IReadOnlyList<PageCase>> Of(Uri page, Visits visits) =>
    [
        .. PageRoutes.All.Select(route => (IReadOnlyList<PageCase>)
        [
            new PageCase(page, visits, route, null, null, null),
            .. Spot.In(PageCase.Make(page, route, s_dry, "text/html"))
                .Where(spot => spot.Place != Place.Header || (string)spot.Path[0] != "Accept")
                .Where(spot => spot.Place != Place.Cookie || route.PageAccount != PageAccount.Stranger || (string)spot.Path[0] == "theme")
                .SelectMany(spot => SpotMutations.For(spot).Select(mutation => new PageCase(page, visits, route, spot, mutation, null))),
            .. RequestMutations.All.Select(mutation => new PageCase(page, visits, route, null, null, mutation)),
        ]),
    ];
}
