# ... và theo Nghệ An: qua trung tâm và Văn phòng UBND tỉnh (... and as Nghệ An runs it)
at '07:00 03/09/2025'
publish procedures/nghe_an/noi_vu/tro_cap_mot_lan.lua
at '08:00 03/09/2025'
submit thuc-phan --procedure 2.001157 --unit H14.61.01 --as mai.huong --channel direct \
	--applicant 'Vi Văn Thái' --id-number 999055000008 --paper ban_khai --paper giay_to
at '10:00 03/09/2025'
act thuc-phan mai.huong H14.61.01 complete
act thuc-phan dam.nhung H14.61.04 assigned
at '10:00 05/09/2025'
act thuc-phan dam.nhung H14.61.04 pass
act thuc-phan dam.nhung H14.61.04 agreed
act thuc-phan phan.chinh H14.61 signed
act thuc-phan ly.suong H14.61 issued
at '15:00 05/09/2025'
act tinh-cao-bang nong.lan H14.02 answered
act tinh-cao-bang chu.ngoc H14.04 answered
at '15:00 08/09/2025'
act tinh-cao-bang ma.dung H14.04 pass
at '15:00 10/09/2025'
act tinh-cao-bang be.hanh H14.01 answered --paper quyet_dinh:electronic
at '10:00 11/09/2025'
act tinh-cao-bang ma.dung H14.04 written
act tinh-cao-bang chu.ngoc H14.04 agreed
act tinh-cao-bang sam.hung H14.04 signed
act tinh-cao-bang chu.ngoc H14.04 issued
at '14:00 11/09/2025'
act thuc-phan mai.huong H14.61.01 --return counter
