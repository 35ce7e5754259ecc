using Altitude.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Altitude.Web.Email;

/// <summary>Draws letters.</summary>
public sealed class LetterWriter(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<EmailMessage> WriteAsync(ILetter letter, EmailDelivery delivery)
    {
        var company = letter.Head.Company;
        return new EmailMessage(
            delivery.Id,
            delivery.MessageId,
            company.Slug,
            company.Name,
            company.Company.Email is { Length: > 0 } reply ? reply : null,
            delivery.RecipientName,
            delivery.Recipient,
            OneLine(letter.Subject),
            await HtmlAsync(letter),
            letter.Text.ReplaceLineEndings("\n"),
            letter.Head.Now
        );
    }

    public async Task<string> HtmlAsync(ILetter letter)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Letter"] = letter });
            return (await renderer.RenderComponentAsync(letter.Component, parameters)).ToHtmlString();
        });
    }

    /// <summary>A customer's words may stand in a subject; line breaks and other control characters may not.</summary>
    private static string OneLine(string text) =>
        string.Join(
            ' ',
            new string([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );
}
