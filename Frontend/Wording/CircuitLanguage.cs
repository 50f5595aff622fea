using System.Globalization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Wording;

/// <summary>
/// Keeps a live page in the language that it began with: a connection that is made anew may ask for another, and half of the page
/// would follow.
/// </summary>
internal sealed class CircuitLanguage : CircuitHandler
{
    private readonly CultureInfo _formats = CultureInfo.CurrentCulture;
    private readonly CultureInfo _texts = CultureInfo.CurrentUICulture;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_formats, _texts);
        return next(context);
    };
}
