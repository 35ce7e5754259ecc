using Altitude.Domain;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Something that needs the customer now: an invoice whose deposit or balance waits to be paid.</summary>
public sealed partial class InvoiceNeed
{
    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    /// <summary>What it is for: the job's title, or the invoice's own.</summary>
    [Parameter, EditorRequired]
    public required string What { get; set; }

    /// <summary>What is asked for now.</summary>
    [Parameter, EditorRequired]
    public Money Amount { get; set; }

    /// <summary>Only the deposit is asked for so far.</summary>
    [Parameter]
    public bool IsDeposit { get; set; }

    /// <summary>Its due day is over.</summary>
    [Parameter]
    public bool IsOverdue { get; set; }

    [Parameter, EditorRequired]
    public DateOnly DueOn { get; set; }

    private CommonTexts Texts => new(Company.Culture);
    private string HeadingId => $"need-{Number}";
    private string Address => $"/portal/{Company.Slug}/invoices/{Number}";

    private string Detail =>
        IsDeposit ? Texts.DepositFor(What)
        : IsOverdue ? Texts.InvoiceWasDue(What, Company.Words.Day(DueOn))
        : Texts.InvoiceForDueBy(What, Company.Words.Day(DueOn));

    private string Heading(string number) =>
        IsDeposit ? Texts.DepositIsDue(number)
        : IsOverdue ? Texts.InvoiceIsOverdue(number)
        : Texts.InvoiceIsDue(number);
}
