using System.Security.Cryptography;
using System.Text;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Holds the styles of the status page, and the policy that permits these and nothing else.</summary>
internal static class StatusStyle
{
    /// <summary>The styles, for light and dark.</summary>
    public const string Css =
        ":root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--up:#1a7f37;--work:#0969da;--slow:#9a6700;--down:#cf222e;--none:#afb8c1}"
        + "@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9da7b3;--line:#30363d;--up:#3fb950;--work:#58a6ff;--slow:#d29922;--down:#ff7b72;--none:#484f58}}"
        + "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}"
        + "main,footer{max-width:56rem;margin:0 auto;padding:1rem}h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}"
        + "p{margin:.25rem 0}ul{list-style:none;margin:0;padding:0}li.box,article{border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;margin:.5rem 0}"
        + ".now{font-size:1.2rem;font-weight:600;border-left:.4rem solid;padding:.5rem .75rem;margin:1rem 0}.head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem}"
        + ".up{color:var(--up)}.work{color:var(--work)}.slow{color:var(--slow)}.down{color:var(--down)}.soft,time{color:var(--soft)}.soft{font-size:.875rem}.old{border:1px solid var(--slow);border-radius:6px;padding:.5rem .75rem}"
        + ".days{display:flex;align-items:flex-end;gap:1px;height:2rem;margin:.5rem 0 0}.days i{flex:1 1 0;min-width:1px;height:100%;background:currentColor}.days .none{color:var(--none);height:15%}.days .work{height:80%}.days .slow{height:65%}.days .down{height:45%}"
        + ".text{white-space:pre-wrap;overflow-wrap:anywhere}h3,.head{overflow-wrap:anywhere}a{color:var(--work)}a:focus-visible,summary:focus-visible{outline:2px solid;outline-offset:2px}summary{cursor:pointer}";

    /// <summary>The policy of the page: these styles, and no script, image or frame.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Gets the class of a level.</summary>
    public static string ClassOf(StatusLevel level) => level switch
    {
        StatusLevel.Down => "down",
        StatusLevel.Degraded => "slow",
        StatusLevel.Maintenance => "work",
        _ => "up",
    };
}
