using System.Net;
using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Inputs;

public sealed class PercentTextTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void A_percent_encoded_text_is_checked_after_decoding() =>
        Prop.ForAll(Given.Text.ToArbitrary(), text =>
        {
            var isFine = TextRule.Fault(text) is null;
            if (isFine)
            {
                var bytes = WebUtility.UrlDecodeToBytes(Encoding.UTF8.GetBytes(text.Replace('+', ' ')), 0, Encoding.UTF8.GetByteCount(text));
                isFine = Utf8.IsValid(bytes) && !bytes.Contains((byte)0);
            }

            (PercentText.Fault(text) is null).ShouldBe(isFine, text);
        }).Check(s_many);
}
