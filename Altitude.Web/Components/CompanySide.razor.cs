using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Whom a customer can turn to, beside the page.</summary>
public sealed partial class CompanySide
{
    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>Who answers for the job; null: nobody in particular.</summary>
    [Parameter]
    public string? Responsible { get; set; }

    /// <summary>Where they are called; empty: by the company's number alone.</summary>
    [Parameter]
    public string ResponsiblePhone { get; set; } = "";

    /// <summary>Null: they show none, and their initials stand there.</summary>
    [Parameter]
    public Id<StaffPhoto>? ResponsiblePhoto { get; set; }

    private CommonTexts Texts => new(Company.Culture);
    private string Initials => StaffMember.InitialsOf(Responsible ?? "");
}
