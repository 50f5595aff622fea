using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Wording;

/// <summary>
/// Keeps a live page in the language in which it was loaded: a later or renewed connection may request another one, in which half of the page would
/// then appear.
/// </summary>
internal sealed class CircuitLanguage(SpokenLanguage spoken) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        spoken.Begin();
        return next(context);
    };
}
