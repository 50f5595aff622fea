using System.Globalization;
using System.Text;
using QRCoder;

namespace Platform.Frontend.Account;

/// <summary>Draws a text as a QR code with a single SVG path.</summary>
/// <param name="Size">The number of modules per side, including the quiet zone.</param>
/// <param name="Path">The dark modules as the data of an SVG path.</param>
internal sealed record QrCode(int Size, string Path)
{
    public static QrCode Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix[y].Length; x++)
            {
                if (data.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return new QrCode(data.ModuleMatrix.Count, path.ToString());
    }
}
