using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>
/// A conversation of a customer and the form that they write with, for the page of messages and the job's page. Its forms are posted to the page of messages,
/// wherever it is drawn; it works without a script.
/// </summary>
public sealed partial class PortalThread
{
    [Parameter, EditorRequired]
    public required PortalThreadView View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>False: somebody of the company looks on, and nothing is noted.</summary>
    [Parameter, EditorRequired]
    public bool MayAct { get; set; }

    /// <summary>Why what was sent was refused; null: it was not.</summary>
    [Parameter]
    public RuleViolation? Refused { get; set; }

    /// <summary>What was typed into a form that was refused.</summary>
    [Parameter]
    public string? Typed { get; set; }

    /// <summary>The form's own, where it was refused and is sent again; null: a fresh one.</summary>
    [Parameter]
    public string? Key { get; set; }

    /// <summary>Files came with a form that was refused.</summary>
    [Parameter]
    public bool HadFiles { get; set; }

    /// <summary>Where earlier messages are shown; null: on the page of messages.</summary>
    [Parameter]
    public string? Earlier { get; set; }

    private ConversationTexts Texts => new(Company.Culture);
    private string Address => View.JobNumber is null ? $"/portal/{Company.Slug}/messages" : $"/portal/{Company.Slug}/messages?job={View.JobNumber}";
    private string EarlierAddress => Earlier ?? Address;
    private string FormId => View.JobNumber ?? "general";
    private string TextId => $"message-{FormId}";
    private string FilesId => $"files-{FormId}";
    private string KeyShown => Key is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();
    private string EmptyInWords => View.JobNumber is null ? Texts.EmptyGeneral(Company.Name) : Texts.EmptyJob(Company.Name);
    private bool IsTextWrong => Refused?.Rule is MessageRules.Empty or MessageRules.Text;

    private string? FilesProblem =>
        Refused?.Rule is MessageRules.Files or FileRules.Unreadable or FileRules.TooLarge or FileRules.TooMany ? Refused.Message
        : Refused is not null && HadFiles ? Texts.ChooseFilesAgain
        : null;

    /// <summary>Said below the last message of the customer's own, once the company has read it and not answered.</summary>
    private bool IsSeen => View.Thread.Messages is [.., { IsFromCustomer: true } last] && last.Number <= View.SeenThrough;

    private IEnumerable<Item> Items
    {
        get
        {
            DateOnly? day = null;
            var isNew = false;
            foreach (var (message, remark) in View.Thread.InOrder())
            {
                var at = message?.At ?? remark!.At; // One or the other.
                var of = Domain.Workspaces.LocalDay.Of(at, Company.Zone);
                var isFirstNew = !isNew && message is { IsFromCustomer: false } && message.Number > View.ReadThrough;
                isNew |= isFirstNew;
                yield return new Item(
                    message is not null ? $"message-{message.Id}" : $"remark-{remark!.Id}",
                    of == day ? null : Company.Words.Day(at, View.Now),
                    isFirstNew,
                    message,
                    remark
                );
                day = of;
            }
        }
    }

    /// <summary>Lists of conversations lead to the last message, with what was said before it above.</summary>
    private string? IdOf(MessageView message) => message.Number == View.LastNumber ? "latest" : null;

    private string InWords(EstimateRemarkView remark) =>
        remark.Kind switch
        {
            RemarkKind.ChangesRequested => Texts.AskedForChanges(remark.AuthorName, remark.Number),
            RemarkKind.NewPriceAsked => Texts.AskedForNewPrice(remark.AuthorName, remark.Number),
            _ => Texts.AnsweredAbout(remark.AuthorName, remark.Number),
        };

    private static string Machine(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <param name="Day">In words, above the first of a day; else null.</param>
    private sealed record Item(string Key, string? Day, bool IsFirstNew, MessageView? Message, EstimateRemarkView? Remark);
}
