using System.Text;
using Altitude.Domain.Estimates;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>The packages of an estimate, of which one is chosen; each with its total, so that they can be compared.</summary>
public sealed partial class EstimatePackages
{
    /// <summary>Name of the choice in the form that is sent.</summary>
    public const string PackageField = "Approval.Package";

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    [Parameter, EditorRequired]
    public required EstimateContent Content { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlySet<string> Ticked { get; set; }

    [Parameter, EditorRequired]
    public required string Chosen { get; set; }

    /// <summary>Id of the form that the choice belongs to.</summary>
    [Parameter, EditorRequired]
    public required string Form { get; set; }

    private EstimateTexts Texts => new(Words.Culture);

    private string TotalOf(string package) => Words.Money(Content.Totals(Ticked, package).Total);

    private string WhatIn(string package) =>
        string.Join(
            ", ",
            Content.Lines.Where(l => l.Package == package).Select(l => l.IsOptional ? Texts.OptionalItem(l.Description) : l.Description)
        );

    /// <summary>The same for the same package of every version, so that a choice outlives a new version.</summary>
    private string IdOf(string part, string package) => $"{part}-{Number}-{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(package))}";
}
