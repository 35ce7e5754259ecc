using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class EstimateMapping : ITenantMapping<Estimate>
{
    public void Configure(EntityTypeBuilder<Estimate> estimate)
    {
        estimate.ToTable("estimates", Schemas.Tenant);
        estimate.HasKey(e => new { e.WorkspaceId, e.Id });
        estimate.Property(e => e.Id).ValueGeneratedNever();
        estimate.Property(e => e.Revision).IsConcurrencyToken();
        estimate.Property(e => e.Number).HasMaxLength(32);
        estimate.Property(e => e.AnsweredBy).HasMaxLength(200);
        estimate.Property(e => e.Reason).HasMaxLength(2000);
        estimate.Ignore(e => e.Sent);
        estimate.Ignore(e => e.Draft);
        estimate.HasOne<Job>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.JobId }).OnDelete(DeleteBehavior.Restrict);
        estimate.HasOne<Customer>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        estimate.HasMany(e => e.Versions).WithOne().HasForeignKey(v => new { v.WorkspaceId, v.EstimateId }).OnDelete(DeleteBehavior.Restrict);
        estimate.HasIndex(e => new { e.WorkspaceId, e.Number }).IsUnique(); // An estimate's page.
        estimate.HasIndex(e => new { e.WorkspaceId, e.JobId }); // A job's estimates; its stage.
        estimate.HasIndex(e => new
        {
            e.WorkspaceId,
            e.CustomerId,
            e.CreatedAt,
        }); // The portal's list.
        estimate.HasIndex(e => new
        {
            e.WorkspaceId,
            e.State,
            e.CreatedAt,
        }); // The office's list.
    }
}

internal sealed class EstimateVersionMapping : ITenantMapping<EstimateVersion>
{
    public void Configure(EntityTypeBuilder<EstimateVersion> version)
    {
        version.ToTable("estimate_versions", Schemas.Tenant);
        version.HasKey(v => new
        {
            v.WorkspaceId,
            v.EstimateId,
            v.Number,
        });
        version.Property(v => v.Number).ValueGeneratedNever();
        version.Property(v => v.Content).AsJson();
    }
}

internal sealed class ConsentMapping : ITenantMapping<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("consents", Schemas.Tenant);
        consent.HasKey(c => new { c.WorkspaceId, c.Id });
        consent.Property(c => c.Id).ValueGeneratedNever();
        consent.Property(c => c.TypedName).HasMaxLength(200);
        consent.Property(c => c.NormalisedName).HasMaxLength(400);
        consent.Property(c => c.ContactName).HasMaxLength(200);
        consent.Property(c => c.IpAddress).HasMaxLength(64);
        consent.Property(c => c.UserAgent).HasMaxLength(400);
        consent.Property(c => c.Kind).HasDefaultValue(ConsentKind.Portal); // What stood here before was given in the portal.
        consent.Property(c => c.RecordedBy).HasMaxLength(200);
        consent.Property(c => c.Note).HasMaxLength(2000);
        consent.Property(c => c.Ticked).AsJson();
        consent.ComplexProperty(c => c.Total);
        consent.ComplexProperty(c => c.Deposit);
        consent
            .HasOne<EstimateVersion>()
            .WithMany()
            .HasForeignKey(c => new
            {
                c.WorkspaceId,
                c.EstimateId,
                c.Version,
            })
            .OnDelete(DeleteBehavior.Restrict);
        consent
            .HasIndex(c => new
            {
                c.WorkspaceId,
                c.EstimateId,
                c.Version,
            })
            .IsUnique(); // One approval a version, whatever races.
    }
}

internal sealed class PriceItemMapping : ITenantMapping<PriceItem>
{
    public void Configure(EntityTypeBuilder<PriceItem> item)
    {
        item.ToTable("price_items", Schemas.Tenant);
        item.HasKey(i => new { i.WorkspaceId, i.Id });
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.Revision).IsConcurrencyToken();
        item.Property(i => i.Name).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        item.Property(i => i.Description).HasMaxLength(290);
        item.Property(i => i.Unit).HasMaxLength(20);
        item.Property(i => i.Category).HasMaxLength(60).UseCollation(Conventions.PeopleCollation);
        item.ComplexProperty(i => i.Price);
        item.HasOne<Workspace>().WithMany().HasForeignKey(i => i.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        item.HasIndex(i => new
        {
            i.WorkspaceId,
            i.Category,
            i.Name,
        }); // The price book, and what an editor offers.
    }
}

internal sealed class EstimateTemplateMapping : ITenantMapping<EstimateTemplate>
{
    public void Configure(EntityTypeBuilder<EstimateTemplate> template)
    {
        template.ToTable("estimate_templates", Schemas.Tenant);
        template.HasKey(t => new { t.WorkspaceId, t.Id });
        template.Property(t => t.Id).ValueGeneratedNever();
        template.Property(t => t.Revision).IsConcurrencyToken();
        template.Property(t => t.Name).HasMaxLength(120).UseCollation(Conventions.PeopleCollation);
        template.Property(t => t.Content).AsJson();
        template.HasOne<Workspace>().WithMany().HasForeignKey(t => t.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        template.HasIndex(t => new { t.WorkspaceId, t.Name }); // The list to begin from.
    }
}
