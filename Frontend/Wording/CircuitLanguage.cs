using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Wording;

/// <summary>
/// Keeps a live page in the language that it was loaded in: a connection that is made later or anew may ask for another, and half of the
/// page would follow.
/// </summary>
internal sealed class CircuitLanguage(SpokenLanguage spoken) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        spoken.Begin();
        return next(context);
    };
}
